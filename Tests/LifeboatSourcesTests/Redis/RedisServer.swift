import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatSources
import LifeboatTesting

/// Real Redis servers, and the real `redis-cli` as an oracle.
enum RedisServer {
    static let isInstalled =
        OracleTool(ifInstalled: "redis-server") != nil && OracleTool(ifInstalled: "redis-cli") != nil

    /// One for all tests, filled with all that Redis can hold.
    static func shared() throws -> TestService { try filled.get() }

    static func start(_ options: [String] = []) throws -> TestService {
        guard let service = try TestService.start("redis", options: options) else {
            throw LifeboatError(.missingTool, "redis-server is not installed")
        }
        return service
    }

    static func source(
        _ service: TestService, user: String? = nil, password: String? = "test", path: String? = nil
    ) -> RedisSource {
        let server = ServerConnection(
            host: "127.0.0.1", port: service.port, user: user, password: password.map(Secret.init))
        return RedisSource(RedisConfiguration(server: server), toolbox: Toolbox(path: path))
    }

    /// What the server answers to one command.
    @discardableResult
    static func ask(_ service: TestService, _ words: String...) throws -> String {
        try OracleTool("redis-cli").run(["-p", "\(service.port)", "-a", "test", "--no-auth-warning", "-e"] + words)
            .checked().text.trimmingCharacters(in: .newlines)
    }

    /// Everything that is in a server: a line for each key, and the functions.
    static func contents(_ service: TestService) throws -> String {
        try ask(service, "EVAL", contentsScript, "0") + "\n" + ask(service, "FUNCTION", "LIST", "WITHCODE")
    }

    private static let filled = Result {
        let service = try start()
        try ask(service, "EVAL", fillScript, "0")
        try ask(
            service, "FUNCTION", "LOAD",
            "#!lua name=shop\nredis.register_function('price', function(keys, args) return 42 end)")
        return service
    }

    private static let fillScript = """
        local all = {}
        for byte = 0, 255 do all[#all + 1] = string.char(byte) end
        redis.call('SET', 'plain', 'value')
        redis.call('SET', 'binary', table.concat(all))
        redis.call('SET', table.concat(all), 'a key of every byte')
        redis.call('SET', 'empty', '')
        for _, number in ipairs({'0', '-1', '127', '-32768', '2147483647', '99999999999'}) do
          redis.call('SET', 'number' .. number, number)
        end
        redis.call('SET', 'large', string.rep('0123456789', 200000))
        local noise = {}
        for index = 1, 100000 do noise[index] = string.char((index * index * 31 + index * 7) % 251) end
        redis.call('SET', 'noise', table.concat(noise))
        redis.call('SET', 'expiring', 'soon', 'EX', 100000)
        redis.call('RPUSH', 'list', 'one', '2', 'three', '')
        redis.call('SADD', 'numbers', 1, 2, 300000, -5)
        redis.call('SADD', 'set', 'a', 'b', 'c')
        redis.call('HSET', 'hash', 'field', 'value', '', 'empty', 'n', 5)
        redis.call('ZADD', 'sorted', 1.5, 'a', '-inf', 'b', '+inf', 'c', 3e300, 'd')
        for index = 1, 3000 do
          local text = 'member ' .. index
          redis.call('RPUSH', 'long list', text .. string.rep('x', index % 200))
          redis.call('SADD', 'long set', text)
          redis.call('HSET', 'long hash', text, string.rep('y', index % 100))
          redis.call('ZADD', 'long sorted', index / 7, text)
          redis.call('XADD', 'stream', index .. '-1', 'field', text, 'other', index)
        end
        redis.call('XDEL', 'stream', '17-1', '18-1')
        redis.call('XGROUP', 'CREATE', 'stream', 'readers', '0')
        redis.call('XGROUP', 'CREATE', 'stream', 'idle', '$')
        redis.call('XREADGROUP', 'GROUP', 'readers', 'anna', 'COUNT', 20, 'STREAMS', 'stream', '>')
        redis.call('XREADGROUP', 'GROUP', 'readers', 'bert', 'COUNT', 3, 'STREAMS', 'stream', '>')
        redis.call('XACK', 'stream', 'readers', '1-1', '2-1')
        redis.call('XADD', 'drained', '5-5', 'a', 'b')
        redis.call('XDEL', 'drained', '5-5')
        redis.call('PFADD', 'visitors', 'a', 'b', 'c')
        redis.call('GEOADD', 'places', 13.361389, 38.115556, 'Palermo')
        redis.call('SETBIT', 'bits', 70000, 1)
        redis.call('SELECT', 3)
        redis.call('SET', 'elsewhere', 'x', 'PX', 200000000)
        redis.call('HSET', 'elsewhere too', 'a', 'b')
        redis.call('SELECT', 15)
        redis.call('SET', 'last', 'y')
        return 'done'
        """

    private static let contentsScript = """
        local function hex(text)
          return (text:gsub('.', function(byte) return string.format('%02x', byte:byte()) end))
        end
        local function flat(value)
          if type(value) ~= 'table' then return hex(tostring(value)) end
          local parts = {}
          for index, part in ipairs(value) do parts[index] = flat(part) end
          return '[' .. table.concat(parts, ',') .. ']'
        end
        local lines = {}
        for database = 0, 15 do
          redis.call('SELECT', database)
          local keys = redis.call('KEYS', '*')
          table.sort(keys)
          for _, key in ipairs(keys) do
            local kind = redis.call('TYPE', key).ok
            local value
            if kind == 'string' then value = {redis.call('GET', key)}
            elseif kind == 'list' then value = redis.call('LRANGE', key, 0, -1)
            elseif kind == 'set' then value = redis.call('SMEMBERS', key); table.sort(value)
            elseif kind == 'zset' then value = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
            elseif kind == 'stream' then
              value = {redis.call('XRANGE', key, '-', '+'), redis.call('XINFO', 'STREAM', key, 'FULL', 'COUNT', 0)}
            elseif kind == 'hash' then
              local names = redis.call('HKEYS', key)
              table.sort(names)
              value = {}
              for _, name in ipairs(names) do value[#value + 1] = {name, redis.call('HGET', key, name)} end
            end
            lines[#lines + 1] = table.concat({database, kind, hex(key), redis.call('PEXPIRETIME', key), #value,
              redis.sha1hex(flat(value))}, ' ')
          end
        end
        return table.concat(lines, '\\n')
        """
}
